import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { startIyzicoGateway } from './server.ts';
import { gatewayConfig } from './settings.ts';

const usage =
  'Usage: node tests/gateways/iyzico/main.ts --port 4301 --config <file.json> [--data <state.json>]';

/** One sentence on stderr, then out. */
function stop(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error).replaceAll('\n', ' ');
  return error instanceof Error ? error.message : String(error);
}

function readArguments() {
  try {
    const option = { type: 'string' } as const;
    const { values } = parseArgs({ options: { port: option, config: option, data: option } });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535 || !values.port || !values.config) stop(usage);
    return { port, config: values.config, data: values.data };
  } catch (error) {
    return stop(`${reasonOf(error)} ${usage}`);
  }
}

function readConfig(path: string): z.output<typeof gatewayConfig> {
  try {
    return gatewayConfig.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    return stop(`The configuration ${path} cannot be used: ${reasonOf(error)}`);
  }
}

const { port, config, data } = readArguments();
const { clients, settings } = readConfig(config);

try {
  const gateway = await startIyzicoGateway({ port, clients, settings, dataFile: data });
  const end = () => {
    void gateway.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  process.stdout.write(`${JSON.stringify({ ready: true, url: gateway.url })}\n`);
} catch (error) {
  const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  stop(
    isTaken
      ? `Port ${port} is already in use; choose another one with --port.`
      : `The gateway cannot start: ${reasonOf(error)}`,
  );
}
