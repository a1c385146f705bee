import { parseArgs } from 'node:util';
import { portOf, readConfig, reasonOf, runGateway, stop } from '../shared/command-line.ts';
import { peopleConfig, startAuthenticator } from './server.ts';

const usage = 'Usage: node tests/gateways/authenticator/main.ts --port 4308 --config people.json';

function readArguments() {
  try {
    const option = { type: 'string' } as const;
    const { values } = parseArgs({ options: { port: option, config: option } });
    const port = portOf(values.port);
    return port === null || !values.config ? stop(usage) : { port, config: values.config };
  } catch (error) {
    return stop(`${reasonOf(error)} ${usage}`);
  }
}

const { port, config } = readArguments();

await runGateway([port], async () => {
  const { url, close } = await startAuthenticator({ port, people: readConfig(peopleConfig, config) });
  return { close, announcement: { url } };
});
