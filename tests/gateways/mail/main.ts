import { parseArgs } from 'node:util';
import { portOf, reasonOf, runGateway, stop } from '../shared/command-line.ts';
import { startMailbox } from './server.ts';

const usage = 'Usage: node tests/gateways/mail/main.ts --port 4306 --second-port 4307';

function readArguments() {
  try {
    const option = { type: 'string' } as const;
    const { values } = parseArgs({ options: { port: option, 'second-port': option } });
    const [http, smtp] = [portOf(values.port), portOf(values['second-port'])];
    return http === null || smtp === null ? stop(usage) : { http, smtp };
  } catch (error) {
    return stop(`${reasonOf(error)} ${usage}`);
  }
}

const ports = readArguments();

await runGateway([ports.http, ports.smtp], async () => {
  const { url, smtpUrl, close } = await startMailbox(ports);
  return { close, announcement: { url, smtpUrl } };
});
