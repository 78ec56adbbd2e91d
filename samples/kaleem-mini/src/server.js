import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { note } from './ledger.js';
import { claimRole, isMain } from './process.js';
import { Products } from './products.js';
import { Redis } from './redis.js';
import { routes } from './routes.js';
import { settingsFrom, version } from './settings.js';

/**
 * Starts the API: it connects, warms up as long as it is told to, then listens.
 *
 * @param {ReturnType<typeof settingsFrom>} settings
 */
export async function start(settings) {
  const redis = new Redis(settings.redisUrl);
  const products = new Products(redis);
  const state = { ready: false, streams: new Set() };
  const server = createServer(routes({ redis, products, settings, state }));
  await sleep(settings.startDelayMs);
  await untilItWorks('products', () => products.seed());
  server.keepAliveTimeout = 60_000;
  await new Promise((resolve, reject) => server.once('error', reject).listen(settings.port, resolve));
  state.ready = true;
  return { port: server.address().port, stop: () => stop(server, redis, state, settings.drainMs) };
}

// The data may come up after us; we wait for it instead of dying, as an orchestrator would only start us again.
async function untilItWorks(what, work) {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      console.error(`waiting for ${what}: ${error.message}`);
      await sleep(500);
    }
  }
}

// Not ready from now on; what is under way is answered, then we are gone.
async function stop(server, redis, state, drainMs) {
  state.ready = false;
  state.streams.forEach((stream) => stream.end());
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections?.();
  await Promise.race([closed, sleep(drainMs, undefined, { ref: false })]);
  server.closeAllConnections?.();
  redis.close();
}

if (isMain(import.meta.url)) {
  claimRole('server');
  note('started', { role: 'api' });
  const began = performance.now();
  const api = await start(settingsFrom(process.env));
  console.log(`kaleem-mini ${version} listens on ${api.port} after ${Math.round(performance.now() - began)} ms`);
  const end = (signal) => {
    console.log(`${signal}: draining`);
    note('stopping', { role: 'api' });
    api.stop().then(() => process.exit(0));
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}
