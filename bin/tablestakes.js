#!/usr/bin/env node
import { existsSync } from 'node:fs';

const built = new URL('../dist/src/cli/main.js', import.meta.url);
if (existsSync(built)) {
  const { runFromShell } = await import(built.href);
  await runFromShell();
} else {
  process.stderr.write('tablestakes is not built yet; run: npm run build\n');
  process.exitCode = 2;
}
