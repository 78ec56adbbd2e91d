import { appendFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { version } from './settings.js';

/**
 * Notes what this process did in the file that LEDGER_FILE names, a JSON line each, before anybody else is told of it.
 * Whoever wants to know afterwards what really ran mounts that file. Without the setting nothing is noted.
 *
 * @param {'started' | 'stopping' | 'acknowledged'} what
 * @param {Record<string, string>} more
 */
export function note(what, more) {
  const file = process.env.LEDGER_FILE;
  if (!file) return;
  const line = { at: Date.now(), who: 'sample', what, version, container: hostname(), ...more };
  appendFileSync(file, `${JSON.stringify(line)}\n`);
}
