import { defineConfig, mergeConfig } from 'vitest/config'
import { plugin } from '../../project.config.ts'

// Installed packages are loaded by Node itself; PARLEY_INLINE has Vite load them, as in a linked workspace.
const external = process.env['PARLEY_INLINE'] === undefined ? [/vitest-plugin\/src\//] : []

export default mergeConfig(plugin, defineConfig({ test: { server: { deps: { external } } } }))
