// Writes `mock-file.schema.json` anew: npm run schema.
import { writeFileSync } from 'node:fs'
import { mockFileSchema } from '../../src/formats/mock-file/schema.ts'

const file = new URL('../../mock-file.schema.json', import.meta.url)
writeFileSync(file, `${JSON.stringify(mockFileSchema(), undefined, 2)}\n`)
