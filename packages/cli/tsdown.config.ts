import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/bin.ts'],
  tsconfig: 'tsconfig.build.json',
  format: 'esm',
  platform: 'node',
  target: 'node22.12',
  fixedExtension: false,
  hash: false,
  // A command: nothing imports it.
  dts: false,
})
