import { defineConfig } from '@playwright/test'
import { config } from '../config.ts'

export default defineConfig(config)
