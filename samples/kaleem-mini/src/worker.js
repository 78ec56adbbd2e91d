import { setTimeout as sleep } from 'node:timers/promises';
import { note } from './ledger.js';
import { claimRole, isMain } from './process.js';
import { Redis } from './redis.js';
import { settingsFrom, version } from './settings.js';

const BEAT_MS = 2000;
const POP_SECONDS = 1;

/**
 * Works off the orders until it is told to stop; an order that was taken is finished.
 *
 * @param {{redisUrl: string}} settings
 * @param {AbortSignal} signal
 */
export async function work(settings, signal) {
  const redis = new Redis(settings.redisUrl);
  let beaten = 0;
  while (!signal.aborted) {
    try {
      if (Date.now() - beaten >= BEAT_MS) {
        await redis.command('SET', 'worker:heartbeat', JSON.stringify({ version, at: Date.now() }), 'EX', '60');
        beaten = Date.now();
        claimRole('worker');
      }
      const order = await redis.within(POP_SECONDS * 1000 + 2000, 'BRPOP', 'orders', String(POP_SECONDS));
      if (order !== null) await redis.command('INCR', 'orders:done');
    } catch (error) {
      console.error(`waiting: ${error.message}`);
      await sleep(500);
    }
  }
  redis.close();
}

if (isMain(import.meta.url)) {
  const stopping = new AbortController();
  const end = () => {
    note('stopping', { role: 'worker' });
    stopping.abort();
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  claimRole('worker');
  note('started', { role: 'worker' });
  console.log(`kaleem-mini worker ${version} works`);
  await work(settingsFrom(process.env), stopping.signal);
  process.exit(0);
}
