import { registerHooks } from 'node:module';
import { MUTANTS } from './mutants.ts';

const mutant = MUTANTS.find((one) => one.name === process.env.HOSTED_MUTANT);

if (mutant) {
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (!url.endsWith(`/${mutant.file}`)) return loaded;
      const source = String(loaded.source);
      const times = source.split(mutant.find).length - 1;
      if (times !== 1) throw new Error(`«${mutant.name}»: its line stands ${times} times in ${mutant.file}`);
      return { ...loaded, source: source.replace(mutant.find, () => mutant.replace) };
    },
  });
}
