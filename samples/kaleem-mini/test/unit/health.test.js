import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verdict } from '../../src/health.js';

const up = { status: 'healthy' };
const down = { status: 'unhealthy' };

test('all is well when all is up', () => {
  assert.equal(verdict({ database: up, cache: up, memory: up, worker: up }), 'healthy');
});

test('a lost database is worse than a silent worker', () => {
  assert.equal(verdict({ database: down, cache: up, memory: up, worker: down }), 'unhealthy');
  assert.equal(verdict({ database: up, cache: up, memory: up, worker: down }), 'degraded');
});
