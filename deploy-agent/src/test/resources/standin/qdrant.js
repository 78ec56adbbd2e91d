// Qdrant's collections, points by id and snapshots as far as its HTTP API goes, in memory. A snapshot is JSON.
const http = require('http'), url = require('url');
const collections = {}, snapshots = {};
let count = 0;
http.createServer((request, response) => {
  const parts = [];
  request.on('data', it => parts.push(it));
  request.on('end', () => {
    const answer = (status, result) => {
      response.writeHead(status, {'Content-Type': 'application/json'});
      response.end(JSON.stringify(status === 200 ? {result, status: 'ok'} : {status: {error: result}}));
    };
    if (request.headers['api-key'] !== process.env.QDRANT__SERVICE__API_KEY) return answer(401, 'Must provide an API key');
    const body = Buffer.concat(parts), {pathname, query} = url.parse(request.url, true);
    const [, root, name, kind, id] = pathname.split('/').map(decodeURIComponent);
    const act = request.method + (name ? ' ' + (kind || '') : '');
    if (root !== 'collections') return answer(404, 'Not found');
    if (act === 'GET') return answer(200, {collections: Object.keys(collections).map(name => ({name}))});
    if (act === 'PUT ') { collections[name] = {}; return answer(200, true); }
    if (act === 'DELETE ') return answer(200, delete collections[name]);
    if (act === 'POST snapshots' && id === 'upload') {
      const boundary = /boundary=(.*)$/.exec(request.headers['content-type'])[1], text = body.toString('latin1');
      const head = text.indexOf('\r\n\r\n'), tail = text.lastIndexOf('\r\n--' + boundary + '--');
      if (query.priority !== 'snapshot' || !text.startsWith('--' + boundary) || head < 0 || tail < 0
          || !text.slice(0, head).includes('name="snapshot"; filename=')) return answer(400, 'Bad request');
      collections[name] = JSON.parse(body.subarray(head + 4, tail).toString());
      return answer(200, true);
    }
    if (!collections[name]) return answer(404, 'Not found: Collection `' + name + '` doesn\'t exist!');
    if (act === 'POST points' && id === 'count') {
      if (!JSON.parse(body).exact) return answer(400, 'An estimate was asked for');
      return answer(200, {count: Object.keys(collections[name]).length});
    }
    if (act === 'PUT points') {
      JSON.parse(body).points.forEach(it => collections[name][it.id] = it);
      return answer(200, {status: 'completed'});
    }
    if (act === 'GET points') return collections[name][id] ? answer(200, collections[name][id]) : answer(404, 'Not found');
    if (act === 'POST snapshots') {
      const made = name + '-' + ++count + '.snapshot';
      snapshots[made] = JSON.stringify(collections[name]);
      return answer(200, {name: made, size: snapshots[made].length});
    }
    if (act === 'GET snapshots' && !id) return answer(200, Object.keys(snapshots).map(name => ({name})));
    if (act === 'GET snapshots' && snapshots[id]) {
      response.writeHead(200, {'Content-Length': Buffer.byteLength(snapshots[id])});
      return response.end(snapshots[id]);
    }
    if (act === 'DELETE snapshots') return answer(200, delete snapshots[id]);
    answer(404, 'Not found');
  });
}).listen(6333);
