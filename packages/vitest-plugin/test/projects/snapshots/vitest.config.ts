import { defineConfig, mergeConfig } from 'vitest/config'
import { plugin } from '../../project.config.ts'

export default mergeConfig(plugin, defineConfig({}))
