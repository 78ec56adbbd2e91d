import assert from 'node:assert/strict';
import { test } from 'node:test';
import { productFrom, shown } from '../../src/products.js';

test('a product is shown with its price as a number', () => {
  const product = { id: 'dates', name: 'Dates', price: 12.5 };
  assert.deepEqual(shown(product), { id: 'dates', name: 'Dates', price: 12.5 });
});

test('a product gets its id from its name, in any script', () => {
  assert.equal(productFrom({ name: 'Olive  Oil', price: 1 }).id, 'olive-oil');
  assert.equal(productFrom({ name: 'زيت زيتون', price: 1 }).id, 'زيت-زيتون');
});

test('a product without a price is refused by name', () => {
  assert.throws(() => productFrom({ name: 'Tea' }), /'price' must be a number/);
  assert.throws(() => productFrom({ name: ' ', price: 1 }), /'name' must be a text/);
});
