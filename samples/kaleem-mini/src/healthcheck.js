import { get } from 'node:http';
import { claimedRole, isMain } from './process.js';
import { settingsFrom } from './settings.js';

// One image, two processes: the worker has no port, that it runs is all that can be asked.
if (isMain(import.meta.url)) {
  if (claimedRole() === 'worker') process.exit(0);
  const { port } = settingsFrom(process.env);
  const request = get({ host: '127.0.0.1', port, path: '/api/health', timeout: 2000 }, (response) => {
    process.exit(response.statusCode === 200 ? 0 : 1);
  });
  request.on('timeout', () => request.destroy(new Error('timed out')));
  request.on('error', (error) => {
    console.error(error.message);
    process.exit(1);
  });
}
