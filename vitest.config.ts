import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  // Examples name the package as its users do; what is tested is the source, not what was built last.
  resolve: {
    alias: [
      { find: /^sts-check$/, replacement: source('./src/index.ts') },
      { find: /^sts-check\/vitest$/, replacement: source('./src/vitest.ts') },
    ],
  },
  test: {
    // Exhaustive runs are long single tests; a busy machine must not fail them.
    testTimeout: 300_000,
    // By default one processor is left alone, which is half of a small machine.
    maxWorkers: '100%',
    hookTimeout: 300_000,
    projects: [
      { extends: true, test: { name: 'fast', include: ['test/**/*.test.ts'], exclude: ['test/slow/**'] } },
      { extends: true, test: { name: 'slow', include: ['test/slow/**/*.test.ts'] } },
    ],
    coverage: {
      provider: 'v8',
      include: ['models/**', 'properties/**', 'src/**'],
      reporter: ['text-summary', 'html'],
      thresholds: { 'models/**': { branches: 95 }, 'properties/**': { branches: 95 }, 'src/engine/**': { branches: 95 } },
    },
  },
});
