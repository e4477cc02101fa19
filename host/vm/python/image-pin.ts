/** SHA-256 of the interpreter image of VM version 1; build.sh refuses to make another. */
export const PYTHON_IMAGE_SHA256 = '6274abd44ec2b25a61bc961ebcfd023bf9ba9e1738f48827ff7da6a5e579f22b';
