// The script of an HTML timeline's page, bundled from its sources into one text.
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const SOURCE = fileURLToPath(new URL('../../src/views/html/page/main.ts', import.meta.url))

export async function bundlePage(): Promise<string> {
  const bundle = await rolldown({ input: SOURCE, platform: 'browser' })
  try {
    const { output } = await bundle.generate({ format: 'iife', minify: true })
    // Nothing in it may end the element that it stands in.
    return output[0].code
      .trim()
      .replaceAll('</', String.raw`<\/`)
      .replaceAll('<!--', String.raw`<\!--`)
  } finally {
    await bundle.close()
  }
}
