// Builds dist/ with tsc from scratch, so that a renamed file leaves no ghost behind.
import { spawnSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
const { status } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'], {
  cwd: root,
  stdio: 'inherit',
});
// npx runs the file itself, and makes it executable only when it links the package, not after each build.
if (status === 0) chmodSync(new URL('../dist/src/cli/main.js', import.meta.url), 0o755);
process.exit(status ?? 1);
