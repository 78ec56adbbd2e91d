import { connect } from 'node:net';
import { encode, Replies } from './resp.js';

const RECONNECT_MS = 200;

/** One connection to Redis that comes back by itself. A command fails when Redis is away; it never hangs. */
export class Redis {
  #url;
  #timeoutMs;
  #socket = null;
  #waiting = [];
  #closed = false;

  /**
   * @param {string} url redis://[:password@]host:port[/database]
   * @param {number} timeoutMs of a connect and of a command
   */
  constructor(url, timeoutMs = 2000) {
    this.#url = new URL(url);
    this.#timeoutMs = timeoutMs;
    this.#connect();
  }

  /**
   * Sends a command; its reply, or an error that names what went wrong.
   *
   * @param {string[]} words
   */
  command(...words) {
    return this.within(this.#timeoutMs, ...words);
  }

  /**
   * As command, for one that is meant to wait (BRPOP).
   *
   * @param {number} timeoutMs
   * @param {string[]} words
   */
  within(timeoutMs, ...words) {
    return new Promise((resolve, reject) => {
      if (this.#socket === null || !this.#socket.writable) {
        reject(new Error(`Redis is not connected (${this.#url.host})`));
        return;
      }
      const timer = setTimeout(() => this.#drop(new Error(`Redis: no answer in ${timeoutMs} ms`)), timeoutMs);
      this.#waiting.push({ resolve, reject, timer });
      this.#socket.write(encode(words.map(String)));
    });
  }

  /** Ends the connection for good. */
  close() {
    this.#closed = true;
    this.#drop(new Error('Redis connection closed'));
  }

  #connect() {
    if (this.#closed) return;
    const socket = connect({ host: this.#url.hostname, port: Number(this.#url.port || 6379) });
    const replies = new Replies();
    const tooSlow = setTimeout(() => socket.destroy(new Error('connect timed out')), this.#timeoutMs);
    socket.setNoDelay(true);
    socket.on('connect', () => {
      clearTimeout(tooSlow);
      this.#socket = socket;
      this.#greet();
    });
    socket.on('data', (bytes) => replies.push(bytes).forEach((reply) => this.#answer(reply)));
    socket.on('error', () => {}); // 'close' follows and says it all
    socket.on('close', () => {
      clearTimeout(tooSlow);
      if (this.#socket === socket) this.#drop(new Error(`Redis connection lost (${this.#url.host})`));
      if (!this.#closed) setTimeout(() => this.#connect(), RECONNECT_MS).unref();
    });
  }

  #greet() {
    const database = this.#url.pathname.slice(1);
    if (this.#url.password) this.command('AUTH', decodeURIComponent(this.#url.password)).catch(() => {});
    if (database) this.command('SELECT', database).catch(() => {});
  }

  #answer(reply) {
    const first = this.#waiting.shift();
    if (first === undefined) return;
    clearTimeout(first.timer);
    if (reply instanceof Error) first.reject(reply);
    else first.resolve(reply);
  }

  // After a timeout the next reply could belong to anybody: the connection goes, and all who wait are told.
  #drop(error) {
    const socket = this.#socket;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#socket = null;
    waiting.forEach(({ reject, timer }) => {
      clearTimeout(timer);
      reject(error);
    });
    if (socket !== null) socket.destroy(); // its 'close' brings the next one
  }
}
