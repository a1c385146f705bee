import { readdirSync } from 'node:fs';
import { readGuards } from './database/guards.ts';
import { readSchema } from './database/schema.ts';
import { tablesOf } from './database/server.ts';

const FOLDER = new URL('../../db/schema/', import.meta.url);
const files = readdirSync(FOLDER).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
const modules = await Promise.all(files.map((file) => import(new URL(file, FOLDER).href)));
const definitions = readSchema(tablesOf(modules));

/** The schema of the real database: its tables, and the triggers and policies of its migrations. */
export const schema = { definitions: [...definitions.values()], guards: readGuards() };
