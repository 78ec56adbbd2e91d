import { readFileSync } from 'node:fs';

const packageFile = new URL('../package.json', import.meta.url);

/** The version this process was built as; every answer carries it. */
export const version = JSON.parse(readFileSync(packageFile, 'utf8')).version;

/**
 * Reads the settings and refuses what cannot work.
 *
 * @param {Record<string, string | undefined>} env
 */
export function settingsFrom(env) {
  return {
    port: wholeNumber(env, 'PORT', 3000),
    redisUrl: env.REDIS_URL ?? 'redis://127.0.0.1:6379',
    startDelayMs: wholeNumber(env, 'START_DELAY_MS', 3000),
    drainMs: wholeNumber(env, 'DRAIN_MS', 5000),
    memoryLimitMb: wholeNumber(env, 'MEMORY_LIMIT_MB', 256),
  };
}

function wholeNumber(env, name, otherwise) {
  const text = env[name];
  if (text === undefined || text === '') return otherwise;
  if (!/^\d+$/.test(text)) throw new Error(`${name} must be a whole number, not '${text}'`);
  return Number(text);
}
