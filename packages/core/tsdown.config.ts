import { defineConfig } from 'tsdown'

export default defineConfig({
  // One file per entry. What two entries share goes into one common file, so that a class or a registry
  // exists once however it is reached.
  entry: [
    'src/index.ts',
    'src/formats.ts',
    'src/msw.ts',
    'src/node.ts',
    'src/property.ts',
    'src/runner.ts',
    'src/socket-io.ts',
    'src/views.ts',
  ],
  tsconfig: 'tsconfig.build.json',
  format: 'esm',
  platform: 'neutral',
  // The neutral platform knows no built-in modules; only the entries `node` and `formats` import any.
  deps: { neverBundle: [/^node:/] },
  target: 'node22.12',
  fixedExtension: false,
  hash: false,
  // What the main entry needs is one file: that is read and linked in two thirds of the time that twenty take.
  outputOptions: { codeSplitting: { groups: [{ name: 'main', test: /[\\/]src[\\/]index\.ts$/ }] } },
  dts: true,
})
