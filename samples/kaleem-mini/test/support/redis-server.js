import { createServer } from 'node:net';
import { Replies } from '../../src/resp.js';

const text = (value) => (value === undefined ? '$-1\r\n' : `$${Buffer.byteLength(value)}\r\n${value}\r\n`);

/** A server of the few commands this product uses, over real TCP, so that the tests need no Redis on the machine. */
export async function redisServer() {
  const hashes = new Map();
  const values = new Map();
  const hash = (key) => hashes.get(key) ?? hashes.set(key, new Map()).get(key);
  const commands = {
    PING: () => '+PONG\r\n',
    GET: ([key]) => text(values.get(key)),
    SET: ([key, value]) => (values.set(key, value), '+OK\r\n'),
    INCR: ([key]) => (values.set(key, String(Number(values.get(key) ?? 0) + 1)), `:${values.get(key)}\r\n`),
    LPUSH: ([key, value]) => `:${(hash(`list ${key}`).set(String(Math.random()), value), 1)}\r\n`,
    BRPOP: ([key]) => {
      const [first] = hash(`list ${key}`);
      if (first === undefined) return '*-1\r\n';
      hash(`list ${key}`).delete(first[0]);
      return `*2\r\n${text(key)}${text(first[1])}`;
    },
    HLEN: ([key]) => `:${hash(key).size}\r\n`,
    HSET: ([key, field, value]) => `:${(hash(key).set(field, value), 1)}\r\n`,
    HSETNX: ([key, field, value]) => `:${hash(key).has(field) ? 0 : (hash(key).set(field, value), 1)}\r\n`,
    HVALS: ([key]) => `*${hash(key).size}\r\n${[...hash(key).values()].map(text).join('')}`,
  };
  const server = createServer((socket) => {
    const requests = new Replies(); // a command has the shape of a reply: a list of texts
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      for (const [name, ...rest] of requests.push(bytes)) {
        socket.write(commands[name]?.(rest) ?? `-ERR unknown command ${name}\r\n`);
      }
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `redis://127.0.0.1:${server.address().port}`, values, close: () => server.close() };
}
