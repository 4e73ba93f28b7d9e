import { defineConfig } from 'prisma/config'

// Generating needs no engine: naming any program that exists keeps Prisma from downloading one.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath

export default defineConfig({ schema: 'prisma/schema.prisma' })
