import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// The compiled file stands in dist/test/support/.
const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The text of a file of the project, by its path from the project's folder. */
export const projectFile = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Every Markdown file of the project's folder and of docs/, by path. */
export function markdownFiles(): string[] {
  const inDocs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' });
  const paths = [...readdirSync(root), ...inDocs.map((name) => join('docs', name))];
  return paths.filter((path) => path.endsWith('.md')).sort();
}

export const projectPath = (path: string): string => join(root, path);
