// Writes `src/views/html/page-script.ts` anew: npm run page.
import { writeFileSync } from 'node:fs'
import { bundlePage } from './bundle-page.ts'

const file = new URL('../../src/views/html/page-script.ts', import.meta.url)
writeFileSync(
  file,
  [
    "// The script of an HTML timeline's page. Written by `npm run page` from page/; do not edit.",
    `export const PAGE_SCRIPT: string =\n  ${JSON.stringify(await bundlePage())}`,
    '',
  ].join('\n'),
)
