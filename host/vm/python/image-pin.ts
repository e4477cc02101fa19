/** SHA-256 of the interpreter image of VM version 1; build.sh refuses to make another. */
export const PYTHON_IMAGE_SHA256 = 'a2183b64a69e2cfbc15e68199121532920716af46399642007101569b9da7b93';
