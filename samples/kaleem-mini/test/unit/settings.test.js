import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settingsFrom, version } from '../../src/settings.js';

test('a setting that is no number is refused by name', () => {
  assert.throws(() => settingsFrom({ PORT: 'http' }), /PORT must be a whole number, not 'http'/);
});

test('settings have defaults and the version is a version', () => {
  assert.equal(settingsFrom({}).port, 3000);
  assert.match(version, /^\d+\.\d+\.\d+$/);
});
