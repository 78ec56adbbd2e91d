import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { start } from '../../src/server.js';
import { settingsFrom, version } from '../../src/settings.js';
import { work } from '../../src/worker.js';
import { redisServer } from '../support/redis-server.js';

let redis;
let api;
const ask = (path, options) => fetch(`http://127.0.0.1:${api.port}${path}`, options);
const post = (path, body) => ask(path, { method: 'POST', body });

before(async () => {
  redis = await redisServer();
  api = await start({ ...settingsFrom({ REDIS_URL: redis.url, START_DELAY_MS: '0' }), port: 0 });
});
after(async () => {
  await api.stop();
  redis.close();
});

test('says that it is up, ready and which version it is', async () => {
  for (const path of ['/api/health', '/api/health/liveness', '/api/health/readiness', '/api/version']) {
    const response = await ask(path);
    assert.equal(response.status, 200, path);
    assert.equal(response.headers.get('x-app-version'), version);
  }
});

test('a product that was added is listed with its price', async () => {
  assert.equal((await post('/api/products', '{"name": "Tea", "price": 4}')).status, 201);
  const { products } = await (await ask('/api/products')).json();
  assert.deepEqual(products.find((it) => it.id === 'tea'), { id: 'tea', name: 'Tea', price: 4 });
  assert.ok(products.every((it) => typeof it.price === 'number'));
});

test('what is no product is refused and the field named', async () => {
  const response = await post('/api/products', '{"name": "Tea"}');
  assert.equal(response.status, 400);
  assert.match((await response.json()).error, /'price'/);
});

test('the worker finishes an order', async () => {
  const stopping = new AbortController();
  assert.equal((await post('/api/orders', '{"product": "tea"}')).status, 202);
  const working = work({ redisUrl: redis.url }, stopping.signal);
  for (let i = 0; i < 200 && redis.values.get('orders:done') !== '1'; i++) await sleep(10);
  stopping.abort();
  await working;
  assert.equal(redis.values.get('orders:done'), '1');
});
