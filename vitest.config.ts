import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // What takes long, or hangs on what a platform cannot tell after a kill, is for `npm run test:crash` alone.
    include: process.env.CRASH_KILLS ? ['test/crash/*.test.ts', 'test/crash/*.long.ts'] : ['test/**/*.test.ts'],
    globalSetup: ['test/setup.ts'],
    // Two cores: the database server and the programs under test want some of it too.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
