import { mergeConfig } from 'vite'
import { defineConfig } from 'vitest/config'
import { plugin } from '../../project.config.ts'

export default mergeConfig(plugin, defineConfig({ test: { maxWorkers: 1 } }))
