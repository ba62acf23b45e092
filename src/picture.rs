//! How large a picture is, so that a page keeps its place while it loads. The only module that names the probing library.

/// Width and height in CSS pixels of a PNG, JPEG, GIF, WebP or SVG; none where the bytes do not tell.
#[must_use]
pub fn dimensions(path: &str, bytes: &[u8]) -> Option<(usize, usize)> {
    let vector = path
        .rsplit_once('.')
        .is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("svg"));
    if vector {
        return drawn(std::str::from_utf8(bytes).ok()?);
    }
    let size = imagesize::blob_size(bytes).ok()?;
    Some((size.width, size.height))
}

/// The size of a drawing: its `width` and `height`, else the last two numbers of its `viewBox`.
fn drawn(svg: &str) -> Option<(usize, usize)> {
    let start = svg.find("<svg")?;
    let head = &svg[start..start + svg[start..].find('>')?];
    let attribute = |name: &str| {
        let at = head.find(&format!(" {name}=\""))? + name.len() + 3;
        head[at..].split('"').next()
    };
    let length = |text: &str| -> Option<usize> {
        let number = text.trim().trim_end_matches("px");
        let whole = number.split('.').next()?;
        whole.parse().ok().filter(|&n| n > 0)
    };
    if let (Some(width), Some(height)) = (
        attribute("width").and_then(length),
        attribute("height").and_then(length),
    ) {
        return Some((width, height));
    }
    let mut numbers = attribute("viewBox")?
        .split([' ', ','])
        .filter(|n| !n.is_empty());
    Some((length(numbers.nth(2)?)?, length(numbers.next()?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_tells_its_size_by_its_attributes_or_its_box() {
        let size = |text: &str| dimensions("a.SVG", text.as_bytes());
        assert_eq!(
            size("<svg width=\"12px\" height=\"8\" viewBox=\"0 0 1 1\">"),
            Some((12, 8))
        );
        assert_eq!(
            size("<?xml?>\n<svg viewBox=\"0 0 64 32.5\">"),
            Some((64, 32))
        );
        assert_eq!(size("<svg width=\"100%\">"), None);
    }

    #[test]
    fn a_picture_tells_its_size_by_its_bytes() {
        let (theme, _) = crate::theme::Theme::built_in();
        let bytes = &theme.assets["assets/og.png"];
        assert_eq!(dimensions("assets/og.png", bytes), Some((1200, 630)));
        assert_eq!(dimensions("a.png", b"no picture"), None);
    }
}
