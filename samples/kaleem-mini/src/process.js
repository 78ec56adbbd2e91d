import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const roleFile = join(tmpdir(), 'kaleem-mini.role');

/**
 * Whether a module was started, rather than imported.
 *
 * @param {string} url the module's import.meta.url
 */
export function isMain(url) {
  return process.argv[1] !== undefined && fileURLToPath(url) === process.argv[1];
}

/**
 * Leaves a note which of the image's processes this container runs, for the image's one healthcheck.
 *
 * @param {'server' | 'worker'} role
 */
export function claimRole(role) {
  writeFileSync(roleFile, role);
}

/** What claimRole left; nothing was left before a process started. */
export function claimedRole() {
  try {
    return readFileSync(roleFile, 'utf8');
  } catch {
    return undefined;
  }
}
