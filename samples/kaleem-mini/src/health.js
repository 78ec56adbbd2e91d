const HEARTBEAT_STALE_MS = 15_000;

/**
 * The whole picture: healthy, degraded (it serves, something is amiss) or unhealthy (it cannot serve).
 *
 * @param {import('./redis.js').Redis} redis
 * @param {number} memoryLimitMb
 */
export async function detailedHealth(redis, memoryLimitMb) {
  const services = {
    database: await state(() => redis.command('HLEN', 'products')),
    cache: await state(() => redis.command('PING')),
    memory: memory(memoryLimitMb),
    worker: await worker(redis),
  };
  return { status: verdict(services), services };
}

/**
 * The worst of them; a worker that is away or memory that runs short only degrades.
 *
 * @param {Record<string, {status: string}>} services
 */
export function verdict(services) {
  const down = (name) => services[name] !== undefined && services[name].status !== 'healthy';
  if (down('database') || down('cache')) return 'unhealthy';
  return down('memory') || down('worker') ? 'degraded' : 'healthy';
}

async function state(check) {
  const began = performance.now();
  try {
    await check();
    return { status: 'healthy', ms: Math.round(performance.now() - began) };
  } catch (error) {
    return { status: 'unhealthy', error: error.message };
  }
}

function memory(limitMb) {
  const usedMb = Math.round(process.memoryUsage().rss / 1024 / 1024);
  return { status: usedMb < limitMb ? 'healthy' : 'degraded', usedMb, limitMb };
}

async function worker(redis) {
  try {
    const beat = JSON.parse((await redis.command('GET', 'worker:heartbeat')) ?? 'null');
    if (beat === null) return { status: 'unknown' };
    const stale = Date.now() - beat.at > HEARTBEAT_STALE_MS;
    return { status: stale ? 'silent' : 'healthy', version: beat.version };
  } catch {
    return { status: 'unknown' };
  }
}
