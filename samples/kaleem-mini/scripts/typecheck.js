// Without a compiler two things of types can still be checked for real: that every import exists where it is taken from
// (the module is linked), and that the documented parameters of what is exported are the ones it has.
import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../src/', import.meta.url);
const problems = [];

for (const file of readdirSync(folder).filter((it) => it.endsWith('.js'))) {
  await import(new URL(file, folder)).catch((error) => problems.push(`${file}: ${error.message}`));
  const text = readFileSync(new URL(file, folder), 'utf8');
  const documented = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export (?:async )?function (\w+)\(([^)]*)\)/g;
  for (const [, comment, name, parameters] of text.matchAll(documented)) {
    const told = [...comment.matchAll(/@param \{[^\n]*\} (\w+)/g)].map((it) => it[1]);
    const taken = parameters.split(',').map((it) => it.replace(/=.*/, '').replace('...', '').trim()).filter(Boolean);
    if (told.join() !== taken.join()) problems.push(`${file}: ${name}(${taken}) documents (${told})`);
  }
}
problems.forEach((it) => console.error(it));
console.log(`${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);
