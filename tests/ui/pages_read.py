"""What somebody reads on a page, for tests."""

import re


def html_of(page):
    return "\n".join(element.proto.body for element in page.get("html"))


def markdown_of(page):
    kinds = (page.markdown, page.caption, page.info, page.success, page.error, page.warning)
    return "\n".join(element.value for kind in kinds for element in kind)


def said(page):
    """The sentences of the page, without the signs that keep them out of Markdown."""
    return markdown_of(page).replace("\\", "")


def cells_of(page):
    """What stands in the cells of all tables, from left to right and from top to bottom."""
    return re.findall(r"</span>([^<]*)</td>", html_of(page))


def links_of(page):
    """Label and address of every link to a page; the label without what stands behind it in small print."""
    found = {link.proto.label.split(" :small[")[0]: link.proto for link in page.get("page_link")}
    return {label.removeprefix("**").removesuffix("**"): (link.page, link.query_string) for label, link in found.items()}


def labels_of(page):
    """The whole labels of the links to a page."""
    return "\n".join(link.proto.label for link in page.get("page_link")).replace("\\", "")
