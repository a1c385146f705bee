/** What stands in the way; each has a sentence of its own but `failed`, which quotes PostgreSQL. */
export type EmbeddedProblemKind =
  | 'port_in_use'
  | 'disk_full'
  | 'no_permission'
  | 'in_use_elsewhere'
  | 'unsupported'
  | 'failed';

/** Why the embedded PostgreSQL cannot run, as one sentence for the person at the keyboard. */
export class EmbeddedProblem extends Error {
  readonly kind: EmbeddedProblemKind;

  constructor(kind: EmbeddedProblemKind, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'EmbeddedProblem';
    this.kind = kind;
  }
}

/** What the sentence may name. */
export interface Place {
  directory: string;
  port: number;
}

/** Turns what initdb or postgres wrote before it gave up into the reason a person can act on. */
export function problemFromLog(lines: readonly string[], { directory, port }: Place): EmbeddedProblem {
  const log = lines.join('\n');
  if (/No space left on device/.test(log)) return diskFull(directory);
  if (/Address already in use/.test(log)) return portInUse(port);
  if (/lock file ".*" already exists|is another postmaster/.test(log)) return inUseElsewhere(directory);
  if (/error while loading shared libraries/.test(log)) {
    return new EmbeddedProblem(
      'failed',
      'The embedded PostgreSQL is not completely installed; delete node_modules and start again.',
    );
  }
  if (/Permission denied|Operation not permitted|Read-only file system/.test(log))
    return noPermission(directory);
  const reason = [...lines].reverse().find((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.at(-1);
  return new EmbeddedProblem(
    'failed',
    `The embedded PostgreSQL did not start: ${reason ?? 'no reason given'}`,
  );
}

/** Same for errors of the file system. Anything it does not know is handed back as it came. */
export function problemFromFileSystem(error: unknown, directory: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(directory);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return noPermission(directory);
  return error;
}

/** The port belongs to another program. */
export function portInUse(port: number): EmbeddedProblem {
  return new EmbeddedProblem(
    'port_in_use',
    `Port ${port} on 127.0.0.1, wanted for the embedded PostgreSQL, is used by another program.`,
  );
}

/** There is no room for the cluster. */
export function diskFull(directory: string): EmbeddedProblem {
  return new EmbeddedProblem('disk_full', `The disk that holds ${directory} is full; free some space first.`);
}

/** This user may not use the place. */
export function noPermission(directory: string): EmbeddedProblem {
  return new EmbeddedProblem(
    'no_permission',
    `The embedded PostgreSQL may not read and write ${directory}; give this user that right or choose another place.`,
  );
}

/** Another process of ours is responsible for this cluster. */
export function inUseElsewhere(directory: string): EmbeddedProblem {
  return new EmbeddedProblem(
    'in_use_elsewhere',
    `Another running Vezne already uses the database in ${directory}; stop that one first.`,
  );
}
