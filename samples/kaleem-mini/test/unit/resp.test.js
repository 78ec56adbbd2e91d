import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode, Replies } from '../../src/resp.js';

test('a command is counted in bytes, not in characters', () => {
  assert.equal(encode(['SET', 'k', 'قهوة']), '*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$8\r\nقهوة\r\n');
});

test('replies arrive in any pieces', () => {
  const bytes = Buffer.from('+OK\r\n:7\r\n*2\r\n$1\r\na\r\n$-1\r\n$8\r\nقهوة\r\n');
  const replies = new Replies();
  const got = [...bytes].flatMap((byte) => replies.push(Buffer.from([byte])));
  assert.deepEqual(got, ['OK', 7, ['a', null], 'قهوة']);
});

test('an error reply is an error', () => {
  const [reply] = new Replies().push(Buffer.from('-ERR no\r\n'));
  assert.match(reply.message, /ERR no/);
});
