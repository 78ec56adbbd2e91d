// Runs the tests of one folder: node scripts/test.js unit. Node's own runner takes files everywhere, folders and
// patterns only in some of its versions.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ring = process.argv[2];
if (ring !== 'unit' && ring !== 'integration') throw new Error('usage: node scripts/test.js unit|integration');
const folder = fileURLToPath(new URL(`../test/${ring}/`, import.meta.url));
const files = readdirSync(folder).filter((it) => it.endsWith('.test.js'));
const run = spawnSync(process.execPath, ['--test', ...files.map((it) => join(folder, it))], { stdio: 'inherit' });
process.exit(run.status ?? 1);
