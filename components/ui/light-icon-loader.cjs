const path = require('node:path');

/** A loader of the bundler: the file it is used for becomes `light-icon.ts`. */
module.exports = function loadLightIcon() {
  const from = path.relative(path.dirname(this.resourcePath), path.join(__dirname, 'light-icon.ts'));
  return `export { default } from ${JSON.stringify(from.replaceAll('\\', '/'))};\n`;
};
