import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/*.test.ts'],
    // Vitest resolves `graphql` for development, Node for graphql-ws as it is: there has to be one of them.
    server: { deps: { inline: ['graphql-ws'] } },
  },
})
