import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', 'src/reporter.ts'],
  tsconfig: 'tsconfig.build.json',
  format: 'esm',
  platform: 'node',
  target: 'node22.12',
  fixedExtension: false,
  hash: false,
  dts: true,
})
