import { detailedHealth } from './health.js';
import { note } from './ledger.js';
import { productFrom, shown } from './products.js';
import { version } from './settings.js';

const BODY_LIMIT = 64 * 1024;

/**
 * All of the API, as the handler of Node's HTTP server.
 *
 * @param {{redis: object, products: object, settings: object, state: {ready: boolean, streams: Set<object>}}} app
 */
export function routes(app) {
  const table = {
    'GET /api/health': async () => [200, { status: 'ok', version }],
    'GET /api/health/liveness': async () => [200, { status: 'alive' }],
    'GET /api/health/readiness': async () => readiness(app),
    'GET /api/health/detailed': async () => [200, await detailedHealth(app.redis, app.settings.memoryLimitMb)],
    'GET /api/version': async () => [200, { version }],
    'GET /api/products': async () => [200, { products: (await app.products.all()).map(shown) }],
    'POST /api/products': async (request) => addProduct(app.products, request),
    'POST /api/orders': async (request) => order(app.redis, request),
  };
  return async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost');
    if (request.method === 'GET' && pathname === '/api/stream') {
      stream(app.state, response);
      return;
    }
    const handler = table[`${request.method} ${pathname}`] ?? (async () => [404, { error: `nothing at ${pathname}` }]);
    try {
      const [status, body] = await handler(request, searchParams);
      answer(app.state, response, status, body);
    } catch (error) {
      answer(app.state, response, error.status ?? 500, { error: error.message });
    }
  };
}

function answer(state, response, status, body) {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    'X-App-Version': version,
    ...(state.ready ? {} : { Connection: 'close' }),
  });
  response.end(text);
}

async function readiness({ redis, state }) {
  if (!state.ready) return [503, { status: 'not ready', reason: 'starting or draining' }];
  try {
    await redis.command('PING');
    return [200, { status: 'ready' }];
  } catch (error) {
    return [503, { status: 'not ready', reason: error.message }];
  }
}

async function addProduct(products, request) {
  const product = badRequest(productFrom, await json(request));
  await products.add(product);
  note('acknowledged', { product: product.id });
  return [201, shown(product)];
}

async function order(redis, request) {
  const text = JSON.stringify(await json(request));
  await redis.command('LPUSH', 'orders', text);
  return [202, { status: 'queued' }];
}

// Server-sent events: the version once a second, so that anybody can watch who answers.
function stream(state, response) {
  response.setHeader('X-App-Version', version);
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  const tell = () => response.write(`data: ${JSON.stringify({ version, at: Date.now() })}\n\n`);
  tell();
  const timer = setInterval(tell, 1000);
  state.streams.add(response);
  response.on('close', () => {
    clearInterval(timer);
    state.streams.delete(response);
  });
}

async function json(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > BODY_LIMIT) throw Object.assign(new Error('the body is too large'), { status: 413 });
    chunks.push(chunk);
  }
  return badRequest(JSON.parse, Buffer.concat(chunks).toString('utf8'));
}

function badRequest(parse, input) {
  try {
    return parse(input);
  } catch (error) {
    throw Object.assign(error, { status: 400 });
  }
}
