const CHARSET_UTF8 = /^charset=(?:utf-8|"utf-8")$/i;

/**
 * Whether a `Content-Type` is the one wanted. Parameters: only `charset=utf-8`, since nothing else
 * would be read as it was meant (RFC 8259 §8.1).
 */
export function isMediaType(header: string | undefined, wanted: string): boolean {
  if (header === wanted) return true;
  if (header === undefined) return false;
  const [type = '', ...parameters] = header.split(';').map((part) => part.trim());
  return type.toLowerCase() === wanted && parameters.every((each) => CHARSET_UTF8.test(each));
}
