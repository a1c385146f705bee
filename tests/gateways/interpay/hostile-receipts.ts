const ESC = '\u001b';
const GS = '\u001d';
const RIGHT_TO_LEFT = '\u202e';
const ZERO_WIDTH = '\u200b';

/** Everything a slip should not contain and a reader of slips must survive, §11.5. The card number is a well-known test one. */
export const hostileMarkup = [
  '<script>document.title="taken"</script>',
  '<SCRIPT src="//example.invalid/x.js">',
  '</SCRIPT>',
  '<style>body{display:none}</style>',
  '<iframe src="javascript:alert(1)"></iframe>',
  '<IMG src="http://example.invalid/pixel.png"/>',
  '<IMG src="javascript:alert(1)" onerror="alert(1)"/>',
  '<IMG>PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+</IMG>',
  '<B onclick="alert(1)"><L>bold with a handler</L></B><BR/>',
  '<a href="https://example.invalid/">unknown tag</a><BR/>',
  '<QR>https://example.invalid/pay</QR><BR/>',
  '<L>&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt; &#60;b&#62; &#x202E; &bogus; &#1114112; &</L><BR/>',
  '<L>4111 1111 1111 1111</L><R>4111111111111111</R><BR/>',
  '<L>Reference Id:</L><R>4111111111111111</R><BR/>',
  `<C>${ESC}@${ESC}p0${GS}V1 cut and kick the drawer</C><BR/>`,
  `<L>${RIGHT_TO_LEFT}00.001$</L><R>1${ZERO_WIDTH}2\u0000\u0007\u0085</R><BR/>`,
  '<!-- comment --><![CDATA[data]]><?php echo 1 ?><BR/>',
  '<L>a < b, <$5, 1 <2</L><BR/>',
  '</C></LG></INV><B><LG>crossed</B></LG><BR/>',
  '<INV><B><LG><C>',
  '<b><lg><c>small letters</c></lg></b><br><BR /><BR',
  '<L'.repeat(200),
  '<B>'.repeat(200),
  '<C>left open',
].join('');
