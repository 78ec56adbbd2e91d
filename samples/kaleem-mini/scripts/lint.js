// The rules of this product's own style. Exits 1 and names file and line when one is broken.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

const rules = [
  { name: 'no-var', broken: (line) => /(^|[^\w.'"])var\s+\w/.test(line) },
  { name: 'eqeqeq', broken: (line) => /[^=!<>]==[^=]|!=[^=]/.test(withoutTexts(line)) },
  { name: 'no-debugger', broken: (line) => /^\s*debugger\b/.test(line) },
  { name: 'no-tabs', broken: (line) => line.includes('\t') },
  { name: 'no-trailing-spaces', broken: (line) => /\s$/.test(line) },
  { name: 'max-len', broken: (line) => line.length > 120 },
];

function withoutTexts(line) {
  return line.replace(/\/\/.*$/, '').replace(/'[^']*'|"[^"]*"|`[^`]*`|\/[^/\s]+\//g, '');
}

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : files(path);
    return entry.name.endsWith('.js') ? [path] : [];
  });
}

function problemsOf(file) {
  const problems = [];
  const checked = spawnSync(process.execPath, ['--check', file], { encoding: 'utf8' });
  if (checked.status !== 0) problems.push({ line: 1, rule: `syntax: ${checked.stderr.trim().split('\n').pop()}` });
  const text = readFileSync(file, 'utf8');
  text.split('\n').forEach((line, index) => {
    rules.filter((rule) => rule.broken(line)).forEach((rule) => problems.push({ line: index + 1, rule: rule.name }));
  });
  for (const [, names] of text.matchAll(/^import \{ ([^}]+) \} from/gm)) {
    for (const name of names.split(',').map((it) => it.trim().split(' as ').pop())) {
      if (text.split(new RegExp(`\\b${name}\\b`)).length < 3) problems.push({ line: 1, rule: `unused import ${name}` });
    }
  }
  return problems.map(({ line, rule }) => `${relative(root, file)}:${line} ${rule}`);
}

const all = ['src', 'scripts', 'test'].flatMap((folder) => files(join(root, folder)));
const problems = all.flatMap(problemsOf);
problems.forEach((it) => console.error(it));
console.log(`${all.length} files, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
