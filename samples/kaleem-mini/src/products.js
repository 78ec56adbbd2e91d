const KEY = 'products';

const SEED = [
  { id: 'olive-oil', name: 'Olive oil', price: 25 },
  { id: 'dates', name: 'Dates', price: 12.5 },
  { id: 'coffee', name: 'Coffee with cardamom', price: 18 },
];

/**
 * A product as the API shows it.
 *
 * @param {{id: string, name: string, price: number}} product
 */
export function shown(product) {
  return { id: product.id, name: product.name, price: product.price };
}

/**
 * A product out of a request's body, or an error that names the field.
 *
 * @param {unknown} body
 */
export function productFrom(body) {
  if (typeof body !== 'object' || body === null) throw new Error('the body must be a JSON object');
  const { name, price } = body;
  if (typeof name !== 'string' || name.trim() === '') throw new Error("'name' must be a text");
  if (typeof price !== 'number' || !(price >= 0)) throw new Error("'price' must be a number, at least 0");
  const id = name.trim().toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-');
  return { id, name: name.trim(), price };
}

/** The shop's products, kept in a Redis hash by id. */
export class Products {
  #redis;

  /** @param {import('./redis.js').Redis} redis */
  constructor(redis) {
    this.#redis = redis;
  }

  /** Fills an empty shop; what is there already stays. */
  async seed() {
    for (const product of SEED) await this.#redis.command('HSETNX', KEY, product.id, JSON.stringify(product));
  }

  async all() {
    const values = await this.#redis.command('HVALS', KEY);
    const products = values.map((it) => JSON.parse(it));
    return products.sort((a, b) => a.id.localeCompare(b.id));
  }

  /** @param {{id: string, name: string, price: number}} product */
  async add(product) {
    await this.#redis.command('HSET', KEY, product.id, JSON.stringify(product));
  }
}
