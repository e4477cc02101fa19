/** SHA-256 of the interpreter image of VM version 1; build.sh refuses to make another. */
export const PYTHON_IMAGE_SHA256 = '79e6fc01e036661c4d36de18bd57868cda107136402c129eb4b7c0daf7d5d3c0';
