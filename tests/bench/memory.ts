import { readdirSync, readFileSync } from 'node:fs';

/** Resident megabytes of the descendants of a process whose title begins with a name; Linux only, 0 elsewhere. */
export function memoryOf(root: number, title: string): number {
  const processes = listProcesses();
  const family = new Set([root]);
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const each of processes) if (family.has(each.parent)) family.add(each.id);
  }
  const kilobytes = processes
    .filter((each) => family.has(each.id) && each.title.startsWith(title))
    .reduce((sum, each) => sum + each.residentKilobytes, 0);
  return Math.round(kilobytes / 1024);
}

type Process = { id: number; parent: number; title: string; residentKilobytes: number };

function listProcesses(): Process[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? []);
}

function readProcess(id: number): Process | null {
  try {
    const status = readFileSync(`/proc/${id}/status`, 'utf8');
    const field = (key: string) => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    const title = readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return { id, parent: field('PPid'), title, residentKilobytes: field('VmRSS') };
  } catch {
    // It ended between the listing and the reading.
    return null;
  }
}
