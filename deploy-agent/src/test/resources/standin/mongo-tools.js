#!/usr/bin/env node
// mongodump, mongorestore and mongosh as far as their arguments, streams and exit codes go. The data is one JSON file:
// {database: {collection: [document]}}. MEASURE, EMPTY, COUNT and READY are the scripts the agent is known to run.
const fs = require('fs'), path = require('path');
const DATA = '/data.json', MAGIC = 'standin-archive\n';
const name = path.basename(process.argv[1]), args = process.argv.slice(2);
const data = fs.existsSync(DATA) ? JSON.parse(fs.readFileSync(DATA, 'utf8')) : {};
const fail = text => { console.error(text); process.exit(1); };
const save = () => fs.writeFileSync(DATA, JSON.stringify(data));
const take = flag => { const at = args.indexOf(flag); if (at < 0) fail('missing ' + flag); args.splice(at, 1); };
const value = flag => {
  const at = args.findIndex(it => it.startsWith(flag + '='));
  if (at < 0) fail('missing ' + flag);
  return args.splice(at, 1)[0].slice(flag.length + 1);
};

function signIn() {
  const user = process.env.MONGO_INITDB_ROOT_USERNAME;
  if (!user) return;
  const config = JSON.parse(fs.readFileSync(value('--config'), 'utf8'));
  if (value('--username') !== user || value('--authenticationDatabase') !== 'admin'
      || config.password !== process.env.MONGO_INITDB_ROOT_PASSWORD) fail('Authentication failed.');
}

if (name === 'mongosh') {
  take('--quiet'); take('--norc'); take('--eval');
  const script = args.shift();
  const others = Object.keys(data).filter(it => !['admin', 'config', 'local'].includes(it));
  const insert = /^db\.getSiblingDB\('(\w+)'\)\.(\w+)\.insertOne\(\{value: '(\w*)'\}\)$/.exec(script);
  const find = /^print\(db\.getSiblingDB\('(\w+)'\)\.(\w+)\.findOne\(\)\?\.value\)$/.exec(script);
  if (script === process.env.MEASURE) console.log(others.reduce((sum, it) => sum + JSON.stringify(data[it]).length, 0));
  else if (script === process.env.EMPTY) { others.forEach(it => delete data[it]); save(); }
  else if (script === process.env.READY) console.log(true);
  else if (script === process.env.COUNT) others.forEach(database => Object.entries(data[database])
    .forEach(([name, documents]) => console.log(database + '.' + name + '|' + documents.length)));
  else if (insert) {
    const [, database, collection, text] = insert;
    ((data[database] ??= {})[collection] ??= []).push({value: text});
    save();
  } else if (find) console.log(data[find[1]]?.[find[2]]?.[0]?.value);
  else fail('SyntaxError: ' + script);
} else if (name === 'mongodump') {
  take('--quiet'); take('--archive'); signIn();
  if (args.length) fail('unknown option ' + args[0]);
  process.stdout.write(MAGIC + JSON.stringify(data));
} else {
  take('--quiet'); take('--drop'); take('--stopOnError'); signIn();
  const archive = fs.readFileSync(value('--archive'), 'utf8');
  if (args.length) fail('unknown option ' + args[0]);
  if (!archive.startsWith(MAGIC)) fail('stream or file does not appear to be a mongodump archive');
  // As the real one: what is not in the archive is left alone.
  for (const [database, collections] of Object.entries(JSON.parse(archive.slice(MAGIC.length))))
    for (const [collection, documents] of Object.entries(collections)) (data[database] ??= {})[collection] = documents;
  save();
}
