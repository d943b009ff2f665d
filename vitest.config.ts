import type { ViteUserConfig } from 'vitest/config'

/** Tests that measure time or start processes: they run one file at a time, after the others, so that load does not fail them. */
const timed = [
  'test/fault-wall/**/*.test.ts',
  'test/faults/**/*.test.ts',
  'test/runtimes/**/*.test.ts',
  'test/demo.test.ts',
  'test/growth.test.ts',
  'test/security/slow-*.test.ts',
  'test/security/answers-that-are-too-much.test.ts',
]

const config: ViteUserConfig = {
  test: {
    testTimeout: 20_000,
    unstubGlobals: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'logic',
          include: ['test/**/*.test.ts'],
          exclude: timed,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'timed', include: timed, fileParallelism: false, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
}

export default config
